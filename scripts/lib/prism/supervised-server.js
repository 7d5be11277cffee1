// Loaded into a server that another process supervises. The channel between the two closes when the
// supervisor ends, whatever ended it, so that no server is left behind. What is sent over it tells that
// Node.js has started, and so how fast this machine is, and that the server listens: who answers at its
// port may be another process.
import { subscribe } from 'node:diagnostics_channel';

process.on('disconnect', () => process.exit(0));
subscribe('tracing:net.server.listen:asyncEnd', () => process.send?.('listening'));
process.send?.('started');
