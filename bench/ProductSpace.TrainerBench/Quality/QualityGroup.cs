namespace ProductSpace.TrainerBench.Quality;

/// <summary>Runs of one setting: the same but for the seed.</summary>
internal sealed record QualityGroup(string Name, IReadOnlyList<QualityFigures> Runs)
{
    public RunStatistics HitRate(QualityCase one) => new(Runs.Select(run => run.HitRate(one).Mean));

    public RunStatistics ReciprocalRank(QualityCase one) => new(Runs.Select(run => run.ReciprocalRank(one).Mean));
}
