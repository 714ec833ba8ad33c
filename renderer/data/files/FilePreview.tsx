import { Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { FileRef } from '#contract/node';
import { sentenceOf } from '#renderer/api';
import { Button, Dialog, download, formatBytes, tellFailure } from '#renderer/ui';
import { MOST_OF_IMAGE, MOST_OF_TEXT, type Preview, previewOf, textOf } from './preview-kind.ts';
import { readFile } from './read-file.ts';

/** Bytes of the largest file that the window hands on: it holds all of it in memory. */
const MOST_TO_DOWNLOAD = 512 * 1024 * 1024;

/** A look into a file of an item, and a way to keep it. */
export function FilePreview({ file, onClose }: { file: FileRef; onClose(): void }) {
  const saving = useDownload(file);
  const tooLarge = file.size > MOST_TO_DOWNLOAD;
  return (
    <Dialog
      title={file.name}
      wide
      text={
        <>
          {file.mime}, {formatBytes(file.size)}
          {tooLarge && '. It is too large to download here: let a node write it to a file.'}
        </>
      }
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" disabled={tooLarge || saving.share !== undefined} onClick={saving.start}>
            <Download size={14} aria-hidden />
            {saving.share === undefined ? 'Download' : `Downloading, ${Math.round(saving.share * 100)} %`}
          </Button>
        </>
      }
    >
      <div className="file-preview">
        <Content file={file} preview={previewOf(file)} />
      </div>
    </Dialog>
  );
}

function Content({ file, preview }: { file: FileRef; preview: Preview }) {
  switch (preview.as) {
    case 'image':
      return <ImageContent file={file} type={preview.type} />;
    case 'text':
      return <TextContent file={file} />;
    case 'none':
      return <p className="muted">{preview.why}</p>;
  }
}

function ImageContent({ file, type }: { file: FileRef; type: string }) {
  const { content, failure } = useContent(file.id, MOST_OF_IMAGE);
  const [address, setAddress] = useState<string>();
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    if (!content) return;
    const made = URL.createObjectURL(new Blob(content.parts, { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content, type]);
  if (failure) return <p className="is-failed">{failure}</p>;
  if (broken) return <p className="muted">Its content is not an image that can be shown.</p>;
  if (address === undefined) return <p className="muted">Reading the image…</p>;
  return <img src={address} alt={`Content of ${file.name}`} onError={() => setBroken(true)} />;
}

function TextContent({ file }: { file: FileRef }) {
  const { content, failure } = useContent(file.id, MOST_OF_TEXT);
  if (failure) return <p className="is-failed">{failure}</p>;
  if (!content) return <p className="muted">Reading the text…</p>;
  const bytes = new Uint8Array(content.parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of content.parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const text = textOf(bytes, content.whole);
  if (text === undefined) return <p className="muted">Its content is not text.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="file-text" aria-label={`Content of ${file.name}`} tabIndex={0}>
        <pre>{text}</pre>
      </section>
      {!content.whole && <p className="cap">The first {formatBytes(MOST_OF_TEXT)} of it.</p>}
    </>
  );
}

type FileContent = Awaited<ReturnType<typeof readFile>>;

/** The first bytes of a file. */
function useContent(id: string, most: number): { content?: FileContent; failure?: string } {
  const [state, setState] = useState<{ content?: FileContent; failure?: string }>({});
  useEffect(() => {
    const stop = new AbortController();
    readFile(id, most, stop.signal)
      .then((content) => !stop.signal.aborted && setState({ content }))
      .catch((thrown) => !stop.signal.aborted && setState({ failure: sentenceOf(thrown) }));
    return () => stop.abort();
  }, [id, most]);
  return state;
}

/** Hands the file to the browser; `share` says how much of it is there meanwhile. */
function useDownload(file: FileRef): { share: number | undefined; start(): void } {
  const [stop, setStop] = useState<AbortController>();
  const [share, setShare] = useState<number>();
  useEffect(() => () => stop?.abort(), [stop]);
  const start = async () => {
    const stopped = new AbortController();
    setStop(stopped);
    setShare(0);
    try {
      const { parts } = await readFile(file.id, MOST_TO_DOWNLOAD, stopped.signal, (bytes) =>
        setShare(bytes / Math.max(1, file.size)),
      );
      // Of no type: nobody is to open it by what a server said that it was.
      download(file.name, new Blob(parts, { type: 'application/octet-stream' }));
    } catch (thrown) {
      if (!stopped.signal.aborted) tellFailure(`The file cannot be downloaded: ${sentenceOf(thrown)}`);
    }
    setShare(undefined);
  };
  return { share, start };
}
