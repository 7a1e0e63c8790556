/** The features that plugins announce in disco#info (XEP-0030), apart for the domain and for its addresses. */

export type FeatureScope = "domain" | "address";

export interface FeatureRegistry {
  add(xmlns: string, scope: FeatureScope | "both"): void;
  /** Sorted, each once. */
  of(scope: FeatureScope): readonly string[];
}

export function createFeatureRegistry(): FeatureRegistry {
  const features: Record<FeatureScope, Set<string>> = { domain: new Set(), address: new Set() };
  return {
    add(xmlns, scope) {
      if (scope !== "address") features.domain.add(xmlns);
      if (scope !== "domain") features.address.add(xmlns);
    },
    of: (scope) => [...features[scope]].sort(),
  };
}
