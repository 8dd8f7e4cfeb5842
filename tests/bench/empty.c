/*
 * empty.c — the cheapest program there is: what a launch costs when nothing is done.
 */
int main(void)
{
    return 0;
}
