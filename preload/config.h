/* config.h - settings from the environment. */
#ifndef PRELOAD_CONFIG_H
#define PRELOAD_CONFIG_H

/* Read EVERGREEN_* into settings, once, in the constructor. A bad value is told and ends the program
 * with status 2 before it begins; the launcher has checked those that it sets. */
void config_read(void);

#endif
