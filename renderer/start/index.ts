export { StartPage } from './StartPage.tsx';
export { StartQuestion } from './StartQuestion.tsx';
