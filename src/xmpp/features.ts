/** The features that plugins announce in disco#info (XEP-0030), with the entities of ours that have them. */

/** `chat`: the addresses that people write to. */
export type FeatureScope = "all" | "chat";

export interface FeatureRegistry {
  add(xmlns: string, scope: FeatureScope): void;
  /** Sorted, each once. `chat`: with those of the addresses that people write to. */
  of(scope: FeatureScope): readonly string[];
}

export function createFeatureRegistry(): FeatureRegistry {
  const features: Record<FeatureScope, Set<string>> = { all: new Set(), chat: new Set() };
  return {
    add(xmlns, scope) {
      if (scope === "all") features.all.add(xmlns);
      features.chat.add(xmlns);
    },
    of: (scope) => [...features[scope]].sort(),
  };
}
