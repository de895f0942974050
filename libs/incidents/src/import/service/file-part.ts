import type { MultipartFile } from '@fastify/multipart';
import { badInput, parseId, text, type Id } from '@stationhouse/kernel';
import type { FastifyRequest } from 'fastify';

/** The file of an upload, still on its way, and the station it was sent for. @throws StationhouseError BAD_INPUT */
export async function filePart(request: FastifyRequest): Promise<{ file: MultipartFile; stationId: Id | null }> {
  if (!request.isMultipart()) throw badInput('file', text('请以 multipart/form-data 上传文件。', 'Upload the file as multipart/form-data.'));
  let stationId: Id | null = null;
  for await (const part of request.parts()) {
    if (part.type === 'file' && part.fieldname === 'file') return { file: part, stationId };
    if (part.type === 'field' && part.fieldname === 'stationId' && part.value !== '') stationId = parseId(part.value, 'stationId');
    else if (part.type === 'file') part.file.resume();
  }
  throw badInput('file', text('请求中没有名为 file 的文件。', 'The request holds no file named "file".'));
}
