import { useQuery } from '@apollo/client/react';
import { lazy, Suspense, useState, type ComponentType } from 'react';
import { MapGroundDocument } from '../gql/ground.js';
import { Loading } from '../states.js';
import { useWords } from '../words.js';
import { Drawing } from './Drawing.js';
import type { CanvasProps } from './MapCanvas.js';
import type { MapProps } from './props.js';

const MapCanvas = lazy<ComponentType<CanvasProps>>(() => import('./MapCanvas.js').catch(() => ({ default: Unloaded })));

/**
 * The map of the house, drawn on the ground that the installation sets. The library behind it is loaded when a map is first shown; on paper, without WebGL and where it cannot be loaded
 * it is a drawing that says the same. Put something beside it – a table, a list – that says it in words.
 */
export default function HouseMap(props: MapProps) {
  const { say } = useWords();
  const { data, error } = useQuery(MapGroundDocument, { fetchPolicy: 'cache-first' });
  const [broken, setBroken] = useState(false);
  if (broken) return <WithoutCanvas {...props} why={say('本机浏览器不支持 WebGL，以简图代替。', 'This browser has no WebGL: a plain drawing stands in.')} />;
  if (data === undefined && error === undefined) return <div className="sh-canvas"><Loading rows={4} /></div>;
  return (
    <div className="sh-house-map">
      <div className="sh-map-printed"><Drawing {...props} still /></div>
      <Suspense fallback={<div className="sh-canvas"><Loading rows={4} /></div>}><MapCanvas {...props} ground={data?.mapGround} onBroken={() => setBroken(true)} /></Suspense>
    </div>
  );
}

function WithoutCanvas({ why, ...props }: MapProps & { readonly why: string }) {
  return <div className="sh-house-map" data-map="drawing"><Drawing {...props} /><p className="sh-sub sh-small">{why}</p></div>;
}

/** What stands in when the library does not come: without a network it was never loaded here. */
function Unloaded(props: MapProps) {
  const { say } = useWords();
  return <WithoutCanvas {...props} why={say('地图组件暂时无法加载，以简图代替；恢复网络后重新打开即可。', 'The map could not be loaded: a plain drawing stands in. Open it again once there is a network.')} />;
}
