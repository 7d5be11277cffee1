// Loaded into a server that another process supervises. The channel between the two closes when
// the supervisor ends, whatever ended it, so that no server is left behind.
process.on('disconnect', () => process.exit(0));
