namespace ProductSpace.Evaluation.Ranking;

/// <summary>What all threads of an evaluation share; read only, but for the table, which hands out places of its own to each.</summary>
internal sealed record GroupContext(Candidates Candidates, EmbeddingRow Input, Predictions Predictions, RankTable Table, NextItemOptions Options);
