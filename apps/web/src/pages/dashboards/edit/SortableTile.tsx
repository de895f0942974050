import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useWords } from '@stationhouse/plugin-web';
import { Button, Dropdown } from 'antd';
import { placeOf } from '../BoardGrid.js';
import { useLooking } from '../board.js';
import { TileCard } from '../TileCard.js';
import { HEIGHTS, WIDTHS, type Tile } from '../tile.js';
import { tileTitle } from '../words.js';

/** A tile that is arranged: a handle to move it by, and what may be done to it. */
export function SortableTile({ tile, onEdit, onChange, onRemove }: { tile: Tile; onEdit: () => void; onChange: (tile: Tile) => void; onRemove: () => void }) {
  const words = useWords();
  const { say } = words;
  const { ground } = useLooking();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: tile.key });
  const title = tileTitle(tile, ground.metrics, words);
  const sizes = (list: readonly number[], name: 'width' | 'height') => list.map((size) => ({ key: `${name}${size}`, label: name === 'width' ? say('{size} 列', '{size} columns', { size }) : say('{size} 行', '{size, plural, one {# row} other {# rows}}', { size }), onClick: () => onChange({ ...tile, [name]: size }) }));
  const tools = (
    <div className="sh-row board-unprinted" style={{ gap: 4, flexWrap: 'nowrap' }}>
      <Button size="small" ref={setActivatorNodeRef} className="board-handle" {...attributes} {...listeners} aria-label={say('移动“{title}”', 'Move “{title}”', { title })}>⠿</Button>
      <Button size="small" onClick={onEdit} aria-label={say('设置“{title}”', 'Set up “{title}”', { title })}>{say('设置', 'Set up')}</Button>
      <Dropdown trigger={['click']} menu={{ items: [{ key: 'width', type: 'group', label: say('宽度', 'Width'), children: sizes(WIDTHS, 'width') }, { key: 'height', type: 'group', label: say('高度', 'Height'), children: sizes(HEIGHTS, 'height') }, { type: 'divider' }, { key: 'remove', danger: true, label: say('移除图块', 'Take it down'), onClick: onRemove }], selectedKeys: [`width${tile.width}`, `height${tile.height}`], selectable: true }}>
        <Button size="small" aria-label={say('“{title}”的大小与移除', 'Size and removal of “{title}”', { title })}>⋯</Button>
      </Dropdown>
    </div>
  );
  // Neighbours of another size make way, they do not stretch.
  return (
    <div ref={setNodeRef} className={isDragging ? 'board-place board-lifted' : 'board-place'} data-rows={tile.height} style={{ ...placeOf(tile), transform: CSS.Translate.toString(transform), transition }}>
      <TileCard tile={tile} tools={tools} />
    </div>
  );
}
