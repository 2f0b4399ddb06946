cd /work/wt/front; PORT=3456 DATA_DIR=/tmp/hf-front exec node --disable-warning=ExperimentalWarning infra/cli/start.ts --memory
