import multipart from '@fastify/multipart';

/**
 * The Fastify plugin that uploads need, and its options: `await app.register(multipartPlugin, multipartOptions(uploadBytes))`.
 * One file, few small fields; the store counts the file's bytes itself, so that too many are an error and not a cut.
 */
export const multipartPlugin = multipart;
export const multipartOptions = (uploadBytes: number) => ({
  limits: { files: 1, fields: 5, fieldSize: 10_000, parts: 6, headerPairs: 50, fileSize: uploadBytes + 1 },
});
