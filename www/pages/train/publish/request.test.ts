import { expect, test } from 'vitest';
import { addMessages } from '../../../shared/i18n/index.js';
import en from '../../../shared/i18n/train/en.json';
import zhHans from '../../../shared/i18n/train/zh-Hans.json';
import type { ModelVersion, PublicationSettings } from '../../../storage/index.js';
import { problemsOf, requestOf } from './request.js';

addMessages({ en, 'zh-Hans': zhHans });

const SETTINGS: PublicationSettings = {
  title: ' Which bird is it? ',
  lede: '',
  camera: true,
  explain: true,
  feedback: true,
  feedbackUrl: 'https://news.example/answers',
  address: 'https://news.example/birds/',
};
const VERSION = { id: 'v' } as ModelVersion;

test('a title is asked for, and addresses must be of websites', () => {
  expect(problemsOf(SETTINGS)).toEqual({});
  expect(problemsOf({ ...SETTINGS, address: '', feedbackUrl: '' })).toEqual({});
  expect(Object.keys(problemsOf({ ...SETTINGS, title: ' ', address: 'news.example' }))).toEqual(['title', 'address']);
  expect(problemsOf({ ...SETTINGS, address: 'ftp://a.example' }).address).toContain('ftp://a.example');
});

test('feedback is sent over https alone, except to the computer itself', () => {
  const problem = (feedbackUrl: string) => problemsOf({ ...SETTINGS, feedbackUrl }).feedbackUrl;
  expect(problem('http://news.example/answers')).toContain('https only');
  expect(problem('answers')).toContain('not a web address');
  for (const own of ['http://localhost:8080/a', 'http://127.0.0.1:9/a', 'http://[::1]/a']) {
    expect(problem(own), own).toBeUndefined();
  }
  // It is not used, so that it cannot be wrong.
  expect(problemsOf({ ...SETTINGS, feedback: false, feedbackUrl: 'answers' })).toEqual({});
});

test('what is half typed counts as not there yet', () => {
  const request = requestOf(VERSION, { ...SETTINGS, address: 'https:', feedbackUrl: 'http://news' }, ['p'], 'site');
  expect(request).toMatchObject({
    title: 'Which bird is it?',
    address: null,
    feedbackUrl: null,
    samplePictureIds: ['p'],
  });
  expect(requestOf(VERSION, SETTINGS, [], 'page').feedbackUrl).toBe('https://news.example/answers');
  expect(requestOf(VERSION, { ...SETTINGS, feedback: false }, [], 'page').feedbackUrl).toBeNull();
});
