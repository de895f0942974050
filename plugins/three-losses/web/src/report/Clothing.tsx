import { useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import type { Garment } from './draft.js';
import { Tiles } from './Tiles.js';

/** As they stand in the record, in the language in which stations work; beside it how they look, and in English. */
const COLOURS = [['红色', '#d4252a', 'red'], ['粉色', '#f28cb1', 'pink'], ['橙色', '#f08a24', 'orange'], ['黄色', '#f2c744', 'yellow'], ['绿色', '#2f9e44', 'green'], ['蓝色', '#1c6ddd', 'blue'], ['紫色', '#7b3fb5', 'purple'], ['棕色', '#7a5230', 'brown'], ['黑色', '#1b1b1b', 'black'], ['灰色', '#8a8f98', 'grey'], ['白色', '#ffffff', 'white'], ['花色', 'repeating-linear-gradient(45deg, #d4252a 0 4px, #f2c744 4px 8px, #1c6ddd 8px 12px)', 'patterned']] as const;
const PIECES = [['上衣', 'top'], ['外套', 'coat'], ['长裤', 'trousers'], ['短裤', 'shorts'], ['裙子', 'skirt'], ['校服', 'school uniform'], ['帽子', 'hat'], ['鞋', 'shoes'], ['背包', 'bag']] as const;

/** What they wear, in two taps each: a colour, then a piece. */
export function Clothing({ worn, onChange }: { readonly worn: readonly Garment[]; readonly onChange: (worn: readonly Garment[]) => void }) {
  const { say } = useWords();
  const [colour, setColour] = useState<string>();
  const inWords = ({ colour: of, piece }: Garment) => say(`${of}${piece}`, `${COLOURS.find(([name]) => name === of)?.[2] ?? ''} ${PIECES.find(([name]) => name === piece)?.[1] ?? ''}`.trim());
  const add = (piece: string) => {
    onChange([...worn.filter((one) => one.piece !== piece), { colour: colour ?? '', piece }]);
    setColour(undefined);
  };
  return (
    <>
      <Tiles small label={say('颜色', 'Colour')} chosen={colour === undefined ? [] : [colour]} onTap={(value) => setColour(value === colour ? undefined : value)} options={COLOURS.map(([value, look, en]) => ({ value, label: <><i className="report-colour" style={{ background: look }} aria-hidden="true" />{say(value, en)}</> }))} />
      <Tiles small label={say('衣物', 'Piece')} chosen={worn.map(({ piece }) => piece)} onTap={add} options={PIECES.map(([value, en]) => ({ value, label: say(value, en) }))} />
      {worn.length > 0 && <div className="report-worn" role="status">{worn.map((one) => <button key={one.piece} type="button" aria-label={say(`去掉 ${inWords(one)}`, `Take out ${inWords(one)}`)} onClick={() => onChange(worn.filter((other) => other !== one))}>{inWords(one)} <span aria-hidden="true">×</span></button>)}</div>}
      {worn.length === 0 && colour !== undefined && <p className="sh-sub" role="status">{say('再点衣物', 'Now the piece')}</p>}
    </>
  );
}
