#include <ctype.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <stdlib.h>

/* Says the word of its environment, then its argument in capitals, and which C library speaks for it. */
int main(int argc, char **argv)
{
	const char *word = getenv("WORD");

	fputs(word ? word : "nothing", stdout);
	if (argc > 1) {
		putchar(' ');
		for (const char *at = argv[1]; *at; at++)
			putchar(toupper((unsigned char)*at));
	}
	printf(", says glibc %s\n", gnu_get_libc_version());
	return 0;
}
