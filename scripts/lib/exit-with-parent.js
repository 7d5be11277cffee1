// Loaded into a server that another process supervises. The channel between the two closes when
// the supervisor ends, whatever ended it, so that no server is left behind. What is sent over it
// tells that Node.js has started, and so how fast this machine is.
process.on('disconnect', () => process.exit(0));
process.send?.('started');
