/* Runs a program and makes one of its mutating system calls fail, or the program die at it.
 *
 *   faults MODE N REPORT PROGRAM WORDS...
 *
 * Calls are counted over all threads, as the kernel sees them, however the program makes them: a library that is loaded
 * before it (LD_PRELOAD) misses those that are made without the C library, as rustix makes them. A call counts if it changes
 * files: writing to pipes and terminals does not. MODE is
 *
 *   none            nothing fails: how many calls there are
 *   kill            SIGKILL instead of the N-th call
 *   torn            half of the N-th call that writes is written, then SIGKILL; only such calls count
 *   lost            the N-th call that writes to a file named *.part writes nothing, and the program is told that it did
 *   eio, enospc     the N-th call fails
 *   eio-sticky, enospc-sticky   the N-th call and all that follow fail
 *   flip            one bit is another in what the N-th call reads of a file in a folder .damson-arrivals; only such calls count
 *   hook            before the N-th file is opened to be read past the cache (O_DIRECT), $FAULTS_HOOK is run, and told its path
 *
 * REPORT becomes one line: how many calls there were, and the names of the calls that were reached, in order, with the file
 * where one was hit. x86-64 Linux alone.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/fs.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef __x86_64__
#error "calls are known by the registers of x86-64"
#endif

/* What a call does, and at which of its arguments is the length, the path, the flags or the command. */
enum what { WRITES, BY_DESCRIPTOR, BY_NAME, OPENS, CONTROLS, READS };
static const struct { long number; const char *name; enum what what; int at; } CALLS[] = {
    {SYS_write, "write", WRITES, 2}, {SYS_pwrite64, "pwrite64", WRITES, 2},
    {SYS_copy_file_range, "copy_file_range", WRITES, 4}, {SYS_sendfile, "sendfile", WRITES, 3},
    {SYS_writev, "writev", BY_DESCRIPTOR, 0}, {SYS_pwritev, "pwritev", BY_DESCRIPTOR, 0},
    {SYS_pwritev2, "pwritev2", BY_DESCRIPTOR, 0},
    {SYS_fsync, "fsync", BY_DESCRIPTOR, 0}, {SYS_fdatasync, "fdatasync", BY_DESCRIPTOR, 0},
    {SYS_syncfs, "syncfs", BY_DESCRIPTOR, 0}, {SYS_sync_file_range, "sync_file_range", BY_DESCRIPTOR, 0},
    {SYS_ftruncate, "ftruncate", BY_DESCRIPTOR, 0}, {SYS_fallocate, "fallocate", BY_DESCRIPTOR, 0},
    {SYS_fchmod, "fchmod", BY_DESCRIPTOR, 0}, {SYS_fchown, "fchown", BY_DESCRIPTOR, 0},
    {SYS_fsetxattr, "fsetxattr", BY_DESCRIPTOR, 0}, {SYS_utimensat, "utimensat", BY_NAME, 1},
    {SYS_truncate, "truncate", BY_NAME, 0},
    {SYS_rename, "rename", BY_NAME, 0}, {SYS_renameat, "renameat", BY_NAME, 1}, {SYS_renameat2, "renameat2", BY_NAME, 1},
    {SYS_link, "link", BY_NAME, 0}, {SYS_linkat, "linkat", BY_NAME, 1}, {SYS_symlink, "symlink", BY_NAME, 0},
    {SYS_symlinkat, "symlinkat", BY_NAME, 2}, {SYS_unlink, "unlink", BY_NAME, 0}, {SYS_unlinkat, "unlinkat", BY_NAME, 1},
    {SYS_rmdir, "rmdir", BY_NAME, 0}, {SYS_mkdir, "mkdir", BY_NAME, 0}, {SYS_mkdirat, "mkdirat", BY_NAME, 1},
    {SYS_mknod, "mknod", BY_NAME, 0}, {SYS_mknodat, "mknodat", BY_NAME, 1},
    {SYS_chmod, "chmod", BY_NAME, 0}, {SYS_fchmodat, "fchmodat", BY_NAME, 1}, {SYS_creat, "creat", BY_NAME, 0},
    {SYS_open, "open", OPENS, 1}, {SYS_openat, "openat", OPENS, 2}, {SYS_ioctl, "ioctl", CONTROLS, 1},
    /* The last two, which are met only where they are to lie. */
    {SYS_read, "read", READS, 2}, {SYS_pread64, "pread64", READS, 2},
};
enum { COUNT = sizeof CALLS / sizeof *CALLS };

static void trap(int with_reads) {
    struct sock_filter program[COUNT + 8];
    int at = 0, count = with_reads ? COUNT : COUNT - 2;
    program[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int call = 0; call < count; call++)
        program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)CALLS[call].number, count - call, 0);
    program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
    struct sock_fprog filter = {(unsigned short)at, program};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) {
        perror("faults: seccomp");
        _exit(125);
    }
}

static unsigned long long argument(const struct user_regs_struct *regs, int at) {
    const unsigned long long arguments[] = {regs->rdi, regs->rsi, regs->rdx, regs->r10, regs->r8, regs->r9};
    return arguments[at];
}

static void set_argument(struct user_regs_struct *regs, int at, unsigned long long value) {
    unsigned long long *arguments[] = {&regs->rdi, &regs->rsi, &regs->rdx, &regs->r10, &regs->r8, &regs->r9};
    *arguments[at] = value;
}

/* Whether a descriptor leads to a file or a folder, and which. */
static int is_of_files(pid_t thread, unsigned long long descriptor, char *path, size_t room) {
    char link[64];
    struct stat stat_;
    snprintf(link, sizeof link, "/proc/%d/fd/%llu", thread, descriptor);
    ssize_t length = readlink(link, path, room - 1);
    path[length < 0 ? 0 : length] = 0;
    return stat(link, &stat_) == 0 && (S_ISREG(stat_.st_mode) || S_ISDIR(stat_.st_mode));
}

static void read_text(pid_t thread, unsigned long long from, char *to, size_t room) {
    size_t at = 0;
    while (at + sizeof(long) < room) {
        errno = 0;
        long word = ptrace(PTRACE_PEEKDATA, thread, from + at, 0);
        if (errno) break;
        memcpy(to + at, &word, sizeof word);
        if (memchr(&word, 0, sizeof word)) return;
        at += sizeof word;
    }
    to[at] = 0;
}

/* Which of CALLS this is, if it changes files; -1 otherwise. */
static int mutating(pid_t thread, const struct user_regs_struct *regs, char *path, size_t room) {
    for (int call = 0; call < COUNT; call++) {
        if (CALLS[call].number != (long)regs->orig_rax) continue;
        unsigned long long value = argument(regs, CALLS[call].at);
        switch (CALLS[call].what) {
        case WRITES:
        case BY_DESCRIPTOR: {
            unsigned long long to = argument(regs, CALLS[call].number == SYS_copy_file_range ? 2 : 0);
            return to != 1 && to != 2 && is_of_files(thread, to, path, room) ? call : -1;
        }
        case BY_NAME:
            read_text(thread, value, path, room);
            return call;
        case OPENS:
            if (!(value & (O_CREAT | O_TRUNC)) && (value & O_TMPFILE) != O_TMPFILE) return -1;
            read_text(thread, argument(regs, CALLS[call].at - 1), path, room);
            return call;
        case CONTROLS:
            if (value != FICLONE) return -1;
            return is_of_files(thread, argument(regs, 0), path, room) ? call : -1;
        case READS:
            return -1;
        }
    }
    return -1;
}

/* Whether a call reads a file that has just arrived. */
static int reads_arrival(pid_t thread, const struct user_regs_struct *regs, char *path, size_t room) {
    long number = (long)regs->orig_rax;
    return (number == SYS_read || number == SYS_pread64) && is_of_files(thread, regs->rdi, path, room)
        && strstr(path, "/.damson-arrivals/") != NULL;
}

/* Makes one bit another in what a call has read; which one, a number tells. */
static int flip(pid_t thread, long which) {
    struct user_regs_struct regs;
    ptrace(PTRACE_GETREGS, thread, 0, &regs);
    if ((long long)regs.rax <= 0) return 0;
    unsigned long long offset = (unsigned long long)which * 2654435761u % regs.rax;
    errno = 0;
    long word = ptrace(PTRACE_PEEKDATA, thread, regs.rsi + offset, 0);
    if (errno) {
        /* The last bytes before what is not mapped. */
        offset = 0;
        word = ptrace(PTRACE_PEEKDATA, thread, regs.rsi, 0);
    }
    return ptrace(PTRACE_POKEDATA, thread, regs.rsi + offset, word ^ (1L << (which % 8))) == 0;
}

int main(int count, char **words) {
    if (count < 5) return 125;
    const char *mode = words[1];
    long at = atol(words[2]), reached = 0;
    int kills = !strcmp(mode, "kill"), is_torn = !strcmp(mode, "torn"), loses = !strcmp(mode, "lost");
    int is_sticky = strstr(mode, "-sticky") != NULL, is_none = !strcmp(mode, "none");
    int flips = !strcmp(mode, "flip"), hooks = !strcmp(mode, "hook");
    int error = !strncmp(mode, "eio", 3) ? EIO : ENOSPC;
    FILE *report = fopen(words[3], "w");
    if (!report) return 125;
    pid_t program = fork();
    if (program == 0) {
        fclose(report);
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        trap(flips);
        execv(words[4], words + 4);
        _exit(125);
    }
    int status;
    waitpid(program, &status, 0);
    ptrace(PTRACE_SETOPTIONS, program, 0,
           PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC
               | PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, program, 0, 0);
    int ended = 125, is_dying = 0;
    pid_t torn_thread = 0, flip_thread = 0;
    for (;;) {
        pid_t thread = waitpid(-1, &status, __WALL);
        if (thread < 0) break;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (thread == program) ended = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int signal = WSTOPSIG(status), event = status >> 16;
        if (thread == torn_thread && signal == (SIGTRAP | 0x80)) {
            is_dying = 1;
            kill(program, SIGKILL);
            continue;
        }
        if (thread == flip_thread && signal == (SIGTRAP | 0x80)) {
            fprintf(report, "flipped %d\n", flip(thread, at));
            flip_thread = 0;
            ptrace(PTRACE_CONT, thread, 0, 0);
            continue;
        }
        if (event == PTRACE_EVENT_SECCOMP && (flips || hooks)) {
            struct user_regs_struct regs;
            char path[4096] = "";
            ptrace(PTRACE_GETREGS, thread, 0, &regs);
            if (flips && reads_arrival(thread, &regs, path, sizeof path) && ++reached == at) {
                flip_thread = thread;
                ptrace(PTRACE_SYSCALL, thread, 0, 0);
                continue;
            }
            if (hooks && (long)regs.orig_rax == SYS_openat && (regs.rdx & O_DIRECT) && ++reached == at) {
                const char *hook = getenv("FAULTS_HOOK");
                read_text(thread, regs.rsi, path, sizeof path);
                setenv("FAULTS_PATH", path, 1);
                fprintf(report, "hooked %d\n", hook ? system(hook) : -1);
            }
            ptrace(PTRACE_CONT, thread, 0, 0);
            continue;
        }
        if (event == PTRACE_EVENT_SECCOMP && !is_dying) {
            struct user_regs_struct regs;
            char path[4096] = "";
            ptrace(PTRACE_GETREGS, thread, 0, &regs);
            int call = mutating(thread, &regs, path, sizeof path);
            unsigned long long length = call >= 0 ? argument(&regs, CALLS[call].at) : 0;
            int writes = call >= 0 && CALLS[call].what == WRITES && length > 1;
            size_t end = strlen(path);
            int is_part = end > 5 && !strcmp(path + end - 5, ".part");
            if (call >= 0 && (!(is_torn || loses) || (writes && (is_torn || is_part)))) {
                int is_hit = !is_none && (++reached == at || (is_sticky && reached > at));
                if (is_none) reached++;
                if (reached == at || is_none) fprintf(report, "%s %s\n", CALLS[call].name, path);
                if (is_hit && kills) {
                    is_dying = 1;
                    kill(program, SIGKILL);
                    continue;
                }
                if (is_hit && is_torn) {
                    set_argument(&regs, CALLS[call].at, length / 2);
                    ptrace(PTRACE_SETREGS, thread, 0, &regs);
                    torn_thread = thread;
                    ptrace(PTRACE_SYSCALL, thread, 0, 0);
                    continue;
                }
                if (is_hit) {
                    regs.orig_rax = (unsigned long long)-1;
                    regs.rax = loses ? length : (unsigned long long)-(long long)error;
                    ptrace(PTRACE_SETREGS, thread, 0, &regs);
                }
            }
            ptrace(PTRACE_CONT, thread, 0, 0);
            continue;
        }
        int is_own = event || signal == SIGTRAP || signal == SIGSTOP;
        ptrace(PTRACE_CONT, thread, 0, is_own ? 0 : signal);
    }
    fprintf(report, "calls %ld\n", reached);
    fclose(report);
    return ended;
}
