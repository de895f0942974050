import type { Json, JsonObject } from '@stationhouse/workflow';

/** A value as an object; what is none is empty. */
export const objectOf = (value: Json | undefined): JsonObject => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {});

/** The objects of a list; what is none is empty. */
export const objectsOf = (value: Json | undefined): readonly JsonObject[] => (Array.isArray(value) ? (value as readonly Json[]).filter((one): one is JsonObject => typeof one === 'object' && one !== null && !Array.isArray(one)) : []);

/** The texts of a list; what is none is empty. */
export const textsOf = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? (value as readonly Json[]).filter((one): one is string => typeof one === 'string') : []);

/** A text without space around it; what is none is empty. */
export const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value.trim() : '');

/** What was filled in: what is empty says nothing about what is known. */
export const given = (answer: JsonObject): JsonObject => Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== '' && value !== null && value !== undefined));
