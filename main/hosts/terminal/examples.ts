/** What `claviger help` says after the commands. */
export const EXAMPLES = `
First ten minutes, on the Practice vault:
  npx claviger init --sample --workspace W
  npx claviger keys --workspace W
  npx claviger drill rotation --workspace W
  npx claviger journal verify --workspace W

A rotation by hand:
  npx claviger plan rotate --environment production --key production/orders-data --as "Kim Sample" \\
    --ticket CHG-4711 --reason "Quarterly rotation" --out plan.json --workspace W
  npx claviger sign plan.json --as "Ada Sample" --workspace W
  npx claviger sign plan.json --as "Ben Sample" --workspace W
  npx claviger run plan.json --signoff plan.json.ada-sample.sig --signoff plan.json.ben-sample.sig --workspace W

Exit codes: 0 done, 1 failed, 2 bad usage or input, 3 refused by policy or quorum, 4 verification failed,
5 outcome unknown (run "claviger resume").`;
