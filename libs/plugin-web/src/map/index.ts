/** Maps: a door of its own, so that no page loads it that draws none. */
export { boundsOf, circleAround, cornersOf, isArea, linesOf, middleOf, type Corner } from './geometry.js';
export { default as HouseMap } from './HouseMap.js';
export { type Position } from './projection.js';
export { type Draft, type MapPoint, type MapProps, type MapShape, type Paint } from './props.js';
