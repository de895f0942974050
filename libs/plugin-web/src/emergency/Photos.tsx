import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useFileReader } from '../files.js';
import { useWords } from '../words.js';

/** Photos of a person: fetched for this page alone, in no cache, and gone with it. */
export function Photos({ path, ids }: { readonly path: string; readonly ids: readonly string[] }) {
  const { say } = useWords();
  return <ul className="ecard-photos" aria-label={say('照片', 'Photos')}>{ids.map((id, index) => <li key={id}><Photo path={`${path}/${id}`} name={say('本人照片 {number}', 'Photo of the person {number}', { number: index + 1 })} /></li>)}</ul>;
}

function Photo({ path, name }: { readonly path: string; readonly name: string }) {
  const { say } = useWords();
  const [shown, setShown] = useState<string | 'failed'>();
  const [attempt, setAttempt] = useState(0);
  const read = useFileReader();
  useEffect(() => {
    const abort = new AbortController();
    let address: string | undefined;
    void read(path, abort.signal).then((file) => setShown((address = URL.createObjectURL(file))), () => { if (!abort.signal.aborted) setShown('failed'); });
    return () => {
      abort.abort();
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [path, attempt, read]);
  if (shown === undefined) return <span className="ecard-photo" role="status">{say('照片加载中…', 'Loading the photo…')}</span>;
  if (shown !== 'failed') return <img className="ecard-photo" src={shown} alt={name} draggable={false} />;
  return (
    <span className="ecard-photo" role="alert">
      {say('照片未能加载', 'The photo did not come')}
      <Button size="small" onClick={() => { setShown(undefined); setAttempt(attempt + 1); }}>{say('重试', 'Try again')}</Button>
    </span>
  );
}
