/** A photo is looked at on phones: no side is longer than this, in pixels. */
const LONGEST = 2_000;
const QUALITY = 0.86;

/**
 * A photo as it is sent: made smaller, and drawn anew as JPEG, so that nothing but the picture is in it. A picture of a kind that this browser cannot draw (HEIC outside of
 * Safari) is undefined.
 */
export async function smaller(file: File): Promise<File | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return undefined;
  }
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale))];
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return blob === null ? undefined : new File([blob], 'photo.jpg', { type: 'image/jpeg' });
}
