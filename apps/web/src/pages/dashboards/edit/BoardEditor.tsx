import { closestCenter, DndContext, DragOverlay, KeyboardSensor, PointerSensor, pointerWithin, useDroppable, useSensor, useSensors, type Announcements, type CollisionDetection, type DragEndEvent } from '@dnd-kit/core';
import { arrayMove, rectSortingStrategy, SortableContext, sortableKeyboardCoordinates } from '@dnd-kit/sortable';
import { newId } from '@stationhouse/kernel';
import { useWords } from '@stationhouse/plugin-web';
import { useState } from 'react';
import { useLooking } from '../board.js';
import { newTile, type Tile } from '../tile.js';
import { tileTitle } from '../words.js';
import { Palette, paletteId } from './Palette.js';
import { SortableTile } from './SortableTile.js';
import { TileDrawer } from './TileDrawer.js';

const BOARD = 'board';
const MOST_TILES = 24;

/** Under the pointer first, so that what comes from the palette lands where it is let go; by keyboard the nearest. */
const nearest: CollisionDetection = (args) => {
  const under = pointerWithin(args);
  const tiles = under.filter(({ id }) => id !== BOARD);
  if (tiles.length > 0) return tiles;
  return under.length > 0 ? under : closestCenter(args);
};

/** Puts tiles up, moves them by pointer or keyboard, sets them up, takes them down. */
export default function BoardEditor({ tiles, onChange }: { tiles: readonly Tile[]; onChange: (tiles: readonly Tile[]) => void }) {
  const words = useWords();
  const { say } = words;
  const { ground } = useLooking();
  const [lifted, setLifted] = useState<string>();
  const [editing, setEditing] = useState<string>();
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 6 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const nameOf = (id: string): string => {
    const tile = tiles.find(({ key }) => key === id);
    if (tile !== undefined) return tileTitle(tile, ground.metrics, words);
    const metric = ground.metrics.find((one) => paletteId(one.id) === id);
    return metric === undefined ? say('热点地图', 'Map of hot spots') : words.textOf(metric.title);
  };
  const placeOf = (id: string) => tiles.findIndex(({ key }) => key === id) + 1;
  const announcements: Announcements = {
    onDragStart: ({ active }) => say('拿起“{name}”。方向键移动，空格放下，Esc 取消。', 'Picked up “{name}”. Arrows move it, space puts it down, escape cancels.', { name: nameOf(String(active.id)) }),
    onDragOver: ({ over }) => (over && over.id !== BOARD ? say('到第 {place} 块', 'Over tile {place}', { place: placeOf(String(over.id)) }) : undefined),
    onDragEnd: ({ active, over }) => (over ? say('“{name}”已放下', '“{name}” put down', { name: nameOf(String(active.id)) }) : say('放回原处', 'Back where it was')),
    onDragCancel: () => say('已取消，放回原处', 'Cancelled: back where it was'),
  };
  const add = (metricId: string | undefined, at: number) => {
    if (tiles.length >= MOST_TILES) return;
    const tile = newTile(ground.metrics.find(({ id }) => id === metricId), newId());
    onChange([...tiles.slice(0, at), tile, ...tiles.slice(at)]);
  };
  const end = ({ active, over }: DragEndEvent) => {
    setLifted(undefined);
    if (over === null) return;
    const [from, to] = [tiles.findIndex(({ key }) => key === active.id), tiles.findIndex(({ key }) => key === over.id)];
    if (from >= 0) { if (to >= 0 && to !== from) onChange(arrayMove([...tiles], from, to)); return; }
    add(active.data.current?.['metric'] as string | undefined, to < 0 ? tiles.length : to);
  };
  const change = (tile: Tile) => onChange(tiles.map((one) => (one.key === tile.key ? tile : one)));
  const edited = tiles.find(({ key }) => key === editing);
  return (
    <DndContext sensors={sensors} collisionDetection={nearest} onDragStart={({ active }) => setLifted(String(active.id))} onDragCancel={() => setLifted(undefined)} onDragEnd={end}
      accessibility={{ announcements, screenReaderInstructions: { draggable: say('按空格拿起，方向键移动，再按空格放下，Esc 取消。', 'Press space to pick up, arrows to move, space to put down, escape to cancel.') } }}>
      <div className="board-edit">
        <Palette full={tiles.length >= MOST_TILES} onAdd={(metricId) => add(metricId, tiles.length)} />
        <Drop dropping={lifted !== undefined} empty={tiles.length === 0}>
          <SortableContext items={tiles.map(({ key }) => key)} strategy={rectSortingStrategy}>
            {tiles.map((tile) => <SortableTile key={tile.key} tile={tile} onEdit={() => setEditing(tile.key)} onChange={change} onRemove={() => onChange(tiles.filter(({ key }) => key !== tile.key))} />)}
          </SortableContext>
        </Drop>
      </div>
      <DragOverlay dropAnimation={null}>{lifted !== undefined && <div className="board-ghost">{nameOf(lifted)}</div>}</DragOverlay>
      {edited && <TileDrawer tile={edited} onChange={change} onClose={() => setEditing(undefined)} />}
    </DndContext>
  );
}

function Drop({ dropping, empty, children }: { dropping: boolean; empty: boolean; children: React.ReactNode }) {
  const { say } = useWords();
  const { setNodeRef } = useDroppable({ id: BOARD });
  return (
    <div ref={setNodeRef} className={dropping ? 'board-grid board-dropping' : 'board-grid'} data-board>
      {children}
      {empty && <div className="board-drop"><div><b>{say('把左边的指标拖到这里', 'Drag a metric here')}</b><p className="sh-sub">{say('也可以按指标旁的“＋”放上来；放好后可拖动排序、设置画法和时间。', 'Or press “+” beside one. Then move it, and set how it is drawn and for which time.')}</p></div></div>}
    </div>
  );
}
