namespace ProductSpace.TrainerBench.Speed;

/// <summary>What one training cost.</summary>
/// <param name="CpuSeconds">Processor time of all threads, reading the sentences apart.</param>
/// <param name="WallSeconds">Wall time of the same part.</param>
/// <param name="PeakBytes">Most memory of the process.</param>
internal readonly record struct TrainerRun(double CpuSeconds, double WallSeconds, long PeakBytes);
