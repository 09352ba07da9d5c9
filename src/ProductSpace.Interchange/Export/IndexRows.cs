using System.Text;

namespace ProductSpace.Interchange.Export;

/// <summary>
/// The vectors of a snapshot, in the order of its ordinals and with their original lengths. Their numbers are those of
/// the exact form, 16 bits each.
/// </summary>
internal sealed class IndexRows(ProductIndex index, Space space) : VectorRows
{
    public override int Count => index.Count;

    public override int Dimension => index.Dimension;

    public override ReadOnlySpan<byte> IdOf(int row) => Encoding.UTF8.GetBytes(index.GetProductId(row));

    public override void Read(int row, Span<float> destination)
    {
        float length = index.GetVector(row, destination, space);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] *= length;
        }
    }
}
