using ProductSpace.Evaluation;

namespace ProductSpace.TrainerBench.Quality;

/// <summary>One line of a table: what candidates are compared by, and what may be recommended.</summary>
internal readonly record struct QualityCase(CandidateScore Score, RepeatMode Mode)
{
    public static IReadOnlyList<QualityCase> All { get; } =
    [
        .. from mode in new[] { RepeatMode.CurrentExcluded, RepeatMode.Allowed }
           from score in new[] { CandidateScore.SimilarCosine, CandidateScore.NextCosine, CandidateScore.NextDot }
           select new QualityCase(score, mode),
    ];

    public string ScoreName => Score switch
    {
        CandidateScore.SimilarCosine => "IN-IN cosine",
        CandidateScore.NextCosine => "IN-OUT cosine",
        _ => "IN-OUT dot",
    };

    public string ModeName => Mode switch
    {
        RepeatMode.Allowed => "repeats allowed",
        RepeatMode.CurrentExcluded => "current excluded",
        _ => "viewed excluded",
    };
}
