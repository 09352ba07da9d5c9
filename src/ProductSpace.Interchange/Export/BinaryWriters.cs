using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace ProductSpace.Interchange.Export;

/// <summary>Writes vectors as .npy (version 1, &lt;f4) or as .fbin; the ids go to a file of their own.</summary>
internal static class BinaryWriters
{
    private const int RowsBetweenChecks = 1 << 10;
    private const int HeaderBytes = 128;
    private const int PreambleBytes = 10;

    public static void WriteNpy(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        string header = string.Create(
            CultureInfo.InvariantCulture,
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows.Count}, {rows.Dimension}), }}");
        target.Write([0x93, .. "NUMPY"u8, 1, 0, HeaderBytes - PreambleBytes, 0]);
        target.Write(Encoding.ASCII.GetBytes(header.PadRight(HeaderBytes - PreambleBytes - 1) + '\n'));
        WriteRows(target, rows, cancellationToken);
    }

    public static void WriteFbin(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        byte[] head = new byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(head, rows.Count);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(sizeof(int)), rows.Dimension);
        target.Write(head);
        WriteRows(target, rows, cancellationToken);
    }

    private static void WriteRows(Stream target, VectorRows rows, CancellationToken cancellationToken)
    {
        float[] numbers = new float[rows.Dimension];
        byte[] bytes = new byte[rows.Dimension * sizeof(float)];
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % RowsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            rows.Read(row, numbers);
            for (int i = 0; i < numbers.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), numbers[i]);
            }

            target.Write(bytes);
        }
    }
}
