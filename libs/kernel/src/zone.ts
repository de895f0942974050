/** The time zone of a station when nothing else is said. */
export const DEFAULT_TIME_ZONE = 'Asia/Shanghai';
