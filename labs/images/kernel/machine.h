/* What the parts of the program `machine` have of one another. */
#ifndef MACHINE_H
#define MACHINE_H
#include <stdbool.h>

/* The address at which boot() is asked: bound and listened to, or connected to. Ends with 125 where that fails. */
int open_address(bool listens);

/* Each gives the status with which the program ends. */
int boot(char **extra);
int ask_ready(void);
int run_in_guest(char **words, unsigned seconds);
#endif
