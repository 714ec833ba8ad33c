import { NodeTile } from '#renderer/ui';
import { iconOf } from './model/icon-of.ts';
import { useConnections } from './state/store.ts';

interface CredentialTileProps {
  type: string;
  preset: string | undefined;
  large?: boolean;
}

/** The icon of a credential: of its service, else of its type. */
export function CredentialTile({ type, preset, large }: CredentialTileProps) {
  const description = useConnections((state) => state.types.get(type));
  const group = preset === undefined ? 'connect' : 'apps';
  return <NodeTile group={group} icon={iconOf(description, preset)} {...(large ? { large } : {})} />;
}

/** A connection type's name for people. */
export function useTypeTitle(): (type: string) => string {
  const types = useConnections((state) => state.types);
  return (type) => types.get(type)?.title ?? type;
}
