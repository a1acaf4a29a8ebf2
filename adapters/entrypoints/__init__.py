"""Where real things are chosen and started: settings, composition, server, worker, command line. Knows everything."""
