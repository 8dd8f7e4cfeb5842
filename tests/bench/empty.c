/*
 * empty.c — the smallest program: the time of a launch that does nothing.
 */
int main(void)
{
    return 0;
}
