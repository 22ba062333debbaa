#pragma once
/* A way to the file system for SQLite that knows what a power cut would leave.
 *
 * Files live where SQLite puts them. Beside them, in a folder called the platter, stands what is safe: a write gets
 * there only by the sync of its file. When the power is cut, the platter stays as it is, and every further write and
 * sync fails. */
#include <stdint.h>

typedef struct power_loss power_loss;

/* Registers the way under `name` (sqlite3_open_v2's last argument). NULL where memory or the name is lacking. */
power_loss *power_loss_plug_in(const char *name, const char *platter);

/* Cuts the power at the `operations`-th write, truncation, deletion or sync from now on; 0: never. */
void power_loss_cut_after(power_loss *power, int64_t operations);

/* How many of a hundred writes nobody synced reach the platter all the same when the power is cut, chosen by `seed`:
 * a disk may write when it likes. 0 by default. */
void power_loss_leftovers(power_loss *power, int percent, uint64_t seed);

/* Cuts the power now. */
void power_loss_cut(power_loss *power);

/* Whether the power is cut. */
int power_loss_is_cut(power_loss *power);

/* Writes, truncations, deletions and syncs so far. */
int64_t power_loss_operations(power_loss *power);

/* Forgets the way. No connection may use it any more. */
void power_loss_unplug(power_loss *power);
