export { answerChallenge } from './answer-challenge.ts';
export { type DigestChallenge, readChallenge } from './read-challenge.ts';
