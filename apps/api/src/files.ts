import path from 'node:path';
import { FolderStorage, S3Storage, type BlobStorage } from '@stationhouse/files';
import type { Settings } from './settings.js';

/**
 * Where files are kept: in the bucket the settings name, in the data folder otherwise.
 * @throws StationhouseError SETTING_INVALID when the bucket cannot be reached
 */
export async function openFiles(settings: Settings): Promise<BlobStorage> {
  const folder = path.join(settings.folder, 'files');
  const storage = settings.s3Endpoint === undefined ? new FolderStorage(folder) : await openBucket(settings, settings.s3Endpoint, path.join(folder, 'incoming'));
  await storage.removeHalfWritten();
  return storage;
}

async function openBucket({ s3Bucket = '', s3Region: region, s3AccessKey: accessKeyId = '', s3SecretKey: secretAccessKey = '', s3PathStyle: pathStyle }: Settings, endpoint: string, spoolFolder: string): Promise<BlobStorage> {
  const storage = new S3Storage({ endpoint, region, bucket: s3Bucket, accessKeyId, secretAccessKey, pathStyle, spoolFolder });
  await storage.requireBucket();
  return storage;
}
