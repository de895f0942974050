import multipart from '@fastify/multipart';
import { READING_LIMITS } from '../reading/limits.js';

/**
 * The Fastify plugin that uploads need, and its options: `await app.register(multipartPlugin, multipartOptions)`.
 * One file, few small fields; the store counts the file's bytes itself, so that too many are an error and not a cut.
 */
export const multipartPlugin = multipart;
export const multipartOptions = {
  limits: { files: 1, fields: 5, fieldSize: 10_000, parts: 6, headerPairs: 50, fileSize: READING_LIMITS.uploadBytes + 1 },
};
