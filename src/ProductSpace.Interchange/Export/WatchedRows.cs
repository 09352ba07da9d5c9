namespace ProductSpace.Interchange.Export;

/// <summary>Vectors that tell how many of them were read: every writer reads each once, in their order.</summary>
internal sealed class WatchedRows(VectorRows rows, IProgress<BuildProgress> progress) : VectorRows
{
    private const string Stage = "writing the vectors";
    private const int RowsBetweenReports = 1 << 10;

    public override int Count => rows.Count;

    public override int Dimension => rows.Dimension;

    public override ReadOnlySpan<byte> IdOf(int row) => rows.IdOf(row);

    public override void Read(int row, Span<float> destination)
    {
        if (row % RowsBetweenReports == 0)
        {
            Report(row);
        }

        rows.Read(row, destination);
    }

    /// <summary>Tells that all rows are written.</summary>
    public void Complete() => Report(Count);

    private void Report(int done) => progress.Report(new BuildProgress(Stage, done, Count));
}
