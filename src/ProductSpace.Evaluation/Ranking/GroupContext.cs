namespace ProductSpace.Evaluation.Ranking;

/// <summary>
/// What all threads of an evaluation share. All of it is only read, except the table, in which each prediction has its
/// own places.
/// </summary>
internal sealed record GroupContext(
    Candidates Candidates,
    EmbeddingRow Input,
    Predictions Predictions,
    RankTable Table,
    NextItemOptions Options);
