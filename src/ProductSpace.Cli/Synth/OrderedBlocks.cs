using System.Buffers;

namespace ProductSpace.Cli.Synth;

/// <summary>
/// Writes rows in order while several threads make them: blocks are filled in parallel, then written one after another.
/// The bytes do not depend on the number of threads, and memory holds at most two blocks per thread.
/// </summary>
internal static class OrderedBlocks
{
    /// <summary>Appends rows [first, first + count) to the buffer.</summary>
    public delegate void Fill(int first, int count, ArrayBufferWriter<byte> buffer);

    public static void Write(
        Stream sink, int rows, int rowsPerBlock, int threads, Fill fill, Action<int>? written, CancellationToken ct)
    {
        int workers = threads == 0 ? Environment.ProcessorCount : threads;
        var buffers = new ArrayBufferWriter<byte>[2 * workers];
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i] = new ArrayBufferWriter<byte>();
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = ct };
        int blocks = (int)(((long)rows + rowsPerBlock - 1) / rowsPerBlock);
        for (int firstBlock = 0; firstBlock < blocks; firstBlock += buffers.Length)
        {
            int take = Math.Min(buffers.Length, blocks - firstBlock);
            int origin = firstBlock;
            Parallel.For(0, take, options, i =>
            {
                buffers[i].ResetWrittenCount();
                int first = (origin + i) * rowsPerBlock;
                fill(first, Math.Min(rowsPerBlock, rows - first), buffers[i]);
            });

            for (int i = 0; i < take; i++)
            {
                ct.ThrowIfCancellationRequested();
                sink.Write(buffers[i].WrittenSpan);
            }

            int end = (int)Math.Min(rows, (long)(firstBlock + take) * rowsPerBlock);
            written?.Invoke(end - (firstBlock * rowsPerBlock));
        }
    }
}
