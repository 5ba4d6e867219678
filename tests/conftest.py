"""What holds for every test."""

import os

# Spark's Java compiles with care what runs for hours; a test runs for seconds.
os.environ.setdefault("PYSPARK_SUBMIT_ARGS", "--driver-java-options -XX:TieredStopAtLevel=1 pyspark-shell")
