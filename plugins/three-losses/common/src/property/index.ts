export { ENOUGH, foundThing, likenessOf, lostThing, WEIGHTS, type Likeness, type LikenessCode, type LikenessReason, type Thing } from './likeness.js';
