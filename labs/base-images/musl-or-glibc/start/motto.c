#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>

/* Says the word of its environment, and which C library speaks for it. */
int main(void)
{
	const char *word = getenv("WORD");

	printf("%s, says glibc %s\n", word ? word : "nothing", gnu_get_libc_version());
	return 0;
}
