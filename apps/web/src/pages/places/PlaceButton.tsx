import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';

/** A place in a list, by its number on the map and, where it is known, its name: pressed, it is shown on the map. */
export function PlaceButton({ mark, name, pressed, onPress }: { mark: string; name: string | null | undefined; pressed: boolean; onPress: () => void }) {
  const { say } = useWords();
  return (
    <Button type="link" size="small" className="places-place" aria-pressed={pressed} onClick={onPress}>
      <span className="places-mark">{mark}</span> <span className="places-name">{name ?? say('看地图', 'Map')}</span>
    </Button>
  );
}
