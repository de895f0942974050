import { useFileReader, useStation, useWords } from '@stationhouse/plugin-web';
import { useEffect, useState } from 'react';

/** The person's photo on a card of paper: fetched for this page alone; that it was read is recorded with what for. */
export function CardPhoto({ instanceId, id }: { readonly instanceId: string; readonly id: string }) {
  const { say } = useWords();
  const { stationId } = useStation();
  const read = useFileReader();
  const [shown, setShown] = useState<string | 'failed'>();
  const purpose = say('印制查找纸质卡', 'Printing cards for the search');
  useEffect(() => {
    const abort = new AbortController();
    let address: string | undefined;
    void read(`/api/stations/${stationId}/instances/${instanceId}/attachments/${id}`, abort.signal, { purpose }).then((file) => setShown((address = URL.createObjectURL(file))), () => { if (!abort.signal.aborted) setShown('failed'); });
    return () => {
      abort.abort();
      if (address !== undefined) URL.revokeObjectURL(address);
    };
  }, [read, stationId, instanceId, id, purpose]);
  if (shown === 'failed') return <p className="sh-bad-ink" role="alert">{say('照片未能加载，请刷新后再打印。', 'The photo did not come: reload before you print.')}</p>;
  return shown === undefined ? <p role="status">{say('照片加载中…', 'Loading the photo…')}</p> : <img src={shown} alt={say('走失人照片', 'Photo of the missing person')} />;
}
