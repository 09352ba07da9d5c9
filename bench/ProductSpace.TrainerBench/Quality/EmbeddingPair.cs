namespace ProductSpace.TrainerBench.Quality;

/// <summary>Reads an IN file and an OUT file as one space; rows are matched by id, not by order.</summary>
internal static class EmbeddingPair
{
    public static JudgedSpace Read(string inPath, string outPath, IReadOnlyList<string>? ids)
    {
        EmbeddingMatrix input = EmbeddingMatrix.Read(inPath, ids);
        EmbeddingMatrix output = EmbeddingMatrix.Read(outPath, ids).InOrderOf(input, outPath);
        return new JudgedSpace(input.Count, input.Dimension, input.Find, input.Row, output.Row);
    }
}
