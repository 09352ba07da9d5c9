using ProductSpace.Interchange.Export;
using ProductSpace.Training;

namespace ProductSpace.Cli.Verbs;

/// <summary>The vectors of a model's products, for export.</summary>
internal sealed class ModelRows(EmbeddingModel model, Space space) : VectorRows
{
    public override int Count => model.ProductCount;

    public override int Dimension => model.Dimension;

    public override ReadOnlySpan<byte> IdOf(int row) => model.Content.Ids[row];

    public override void Read(int row, Span<float> destination) =>
        (space == Space.Next ? model.OutRow(row) : model.InRow(row)).CopyTo(destination);
}
