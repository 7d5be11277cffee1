/** How many random inputs a property is tried with: few in the gate, 1,000 in the nightly run. */
export const propertyRuns = Number(process.env['PROPERTY_RUNS'] ?? 50);
