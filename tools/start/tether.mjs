/**
 * Loaded before the server's own code: when the start command dies without a chance to say so (kill -9, a closed
 * machine), the channel to it breaks, and the server stops as if it had been asked to. No orphan stays behind.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
