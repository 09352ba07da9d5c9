using BenchmarkDotNet.Running;
using ProductSpace.Benchmarks;

// For example: -- --filter '*Search*' --job short
BenchmarkSwitcher.FromAssembly(typeof(SearchBenchmarks).Assembly).Run(args);
