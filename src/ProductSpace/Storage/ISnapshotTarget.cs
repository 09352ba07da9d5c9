using ProductSpace.Memory;

namespace ProductSpace.Storage;

/// <summary>Place that a snapshot is written to: a file that is published in one step, or memory.</summary>
internal interface ISnapshotTarget : IDisposable
{
    /// <summary>Name for messages and reports.</summary>
    string Name { get; }

    /// <summary>Writes all of the bytes at an offset; what lies before it and was never written is zero.</summary>
    void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Opens what is written so far.</summary>
    IByteOwner OpenWritten();

    /// <summary>Makes the snapshot the target's content, after it was read back.</summary>
    /// <param name="readBack">Throws where what is read is not what was written.</param>
    void Complete(Action readBack);
}
