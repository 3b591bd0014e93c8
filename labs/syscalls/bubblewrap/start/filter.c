/*
 * Makes a seccomp filter and writes it in two forms: the BPF program that the kernel takes, and pseudo filter code
 * (PFC), which says the same to people.
 *
 *     filter --filter logging|current BPF-FILE PFC-FILE
 */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Functions that can fail return 0, or the number of the error with a minus, as those of libseccomp do. */

/* So frequent that they would fill the log: the first {{quiet}} are not logged. */
static const char *const quiet[] = {"read", "write", "close", "mmap", "fstat", "openat", "brk", "lseek"};

static int logging(scmp_filter_ctx *filter)
{
	*filter = seccomp_init(SCMP_ACT_LOG);
	if (!*filter)
		return -ENOMEM;
	int rc = 0;
	for (int i = 0; i < {{quiet}} && rc == 0; i++)
		rc = seccomp_rule_add(*filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(quiet[i]), 0);
	return rc;
}

static int current(scmp_filter_ctx *filter)
{
	*filter = seccomp_init(SCMP_ACT_KILL);
	return *filter ? 0 : -ENOMEM;
}

static const struct {
	const char *name;
	int (*make)(scmp_filter_ctx *filter);
} kinds[] = {
	{"logging", logging},
	{"current", current},
};

typedef int (*export_function)(const scmp_filter_ctx filter, int fd);

static int export_to(const char *path, const scmp_filter_ctx filter, export_function export)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd == -1)
		return -errno;
	int rc = export(filter, fd);
	if (close(fd) == -1 && rc == 0)
		rc = -errno;
	return rc;
}

static int complain(const char *what, int rc)
{
	fprintf(stderr, "filter: %s: %s\n", what, strerror(-rc));
	return 1;
}

int main(int argc, char **argv)
{
	if (argc != 5 || strcmp(argv[1], "--filter") != 0) {
		fprintf(stderr, "usage: filter --filter logging|current BPF-FILE PFC-FILE\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (strcmp(argv[2], kinds[i].name) != 0)
			continue;
		scmp_filter_ctx filter = NULL;
		int status = 0;
		int rc = kinds[i].make(&filter);
		if (rc < 0)
			status = complain(argv[2], rc);
		else if ((rc = export_to(argv[3], filter, seccomp_export_bpf)) < 0)
			status = complain(argv[3], rc);
		else if ((rc = export_to(argv[4], filter, seccomp_export_pfc)) < 0)
			status = complain(argv[4], rc);
		seccomp_release(filter);
		return status;
	}
	fprintf(stderr, "filter: there is no kind \"%s\"\n", argv[2]);
	return 2;
}
